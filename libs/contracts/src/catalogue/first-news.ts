/** The first version knew one parcel a shipment, which held all of it. */
export const parcelsNamed = (data: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { news } = data;
  return isNews(news) ? { ...data, news: withParcel(news) } : { ...data };
};

interface FirstNews {
  readonly shipment: string;
  readonly status: string;
  readonly lines: readonly object[];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly dispatchedAt?: string;
  readonly deliveredAt?: string;
}
const isNews = (news: unknown): news is FirstNews =>
  typeof news === 'object' && news !== null && 'lines' in news && Array.isArray(news.lines);

const withParcel = (news: FirstNews): object => {
  const { shipment, status, lines, carrier, tracking, dispatchedAt, deliveredAt } = news;
  if (['planned', 'refused', 'cancelled'].includes(status)) return news;
  const contents = lines.map((each) => ({ ...each, status }));
  return {
    ...news,
    parcels: [
      {
        parcel: `${shipment}/dispatch`,
        status,
        contents,
        ...(carrier !== undefined && { carrier }),
        ...(tracking !== undefined && { tracking }),
        ...(dispatchedAt !== undefined && { dispatchedAt }),
        ...(deliveredAt !== undefined && { deliveredAt }),
        scans: [],
      },
    ],
  };
};
