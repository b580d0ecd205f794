/** Many buyers at once for fewer units than they ask for, at every instance of the api. */

interface Row {
  readonly lifecycle: string;
  readonly fulfilment: string;
}

export interface LastUnits {
  /** Status of each buyer's answer. */
  readonly statuses: readonly number[];
  readonly numbers: ReadonlySet<string>;
  /** How the orders ended: lifecycle and fulfilment, counted. */
  readonly ends: Readonly<Record<string, number>>;
}

const asJson = { 'content-type': 'application/json', prefer: 'wait=30' };

const order = (buyer: number, sku: string): string =>
  JSON.stringify({
    channel: 'web',
    channelRef: `last-${buyer}`,
    currency: 'EUR',
    lines: [
      {
        sku,
        node: 'main',
        quantity: '1',
        unitPrice: '9.90',
        onShortage: buyer % 2 === 0 ? 'backorder' : 'refuse',
      },
    ],
  });

/** All buy at the same moment; then each looks what became of his order once all has settled. */
export const buyTheLast = async (
  apis: readonly string[],
  sku: string,
  buyers: number,
  settled: () => Promise<void>,
): Promise<LastUnits> => {
  const apiOf = (buyer: number): string => apis[buyer % apis.length] ?? '';
  const answers = await Promise.all(
    Array.from({ length: buyers }, async (_, buyer) => {
      const response = await fetch(`${apiOf(buyer)}/v1/orders`, {
        method: 'POST',
        headers: asJson,
        body: order(buyer, sku),
      });
      const { omsNumber } = (await response.json()) as { readonly omsNumber: string };
      return { status: response.status, omsNumber };
    }),
  );
  await settled();
  const ends: Record<string, number> = {};
  await Promise.all(
    answers.map(async ({ omsNumber }, buyer) => {
      const response = await fetch(`${apiOf(buyer + 1)}/v1/orders/${omsNumber}`);
      const { lifecycle, fulfilment } = (await response.json()) as Row;
      const end = `${lifecycle} ${fulfilment}`;
      ends[end] = (ends[end] ?? 0) + 1;
    }),
  );
  return {
    statuses: answers.map(({ status }) => status),
    numbers: new Set(answers.map(({ omsNumber }) => omsNumber)),
    ends,
  };
};
