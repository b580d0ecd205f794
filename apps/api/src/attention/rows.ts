import { instantText, never, placeIn } from '#kernel';
import type { Matter } from '#kernel';
import type { ServiceName } from '#services';

/** A matter, and the document of a partition that lists it. */
export interface ListedMatter {
  readonly matter: Matter;
  readonly service: ServiceName;
  readonly partition: number;
  readonly view: string;
  readonly key: string;
}

/** Names a matter: `<service>:<partition>:<chain>:<index>` of the event that brought it up. */
export const matterId = ({
  service,
  partition,
  matter,
}: Pick<ListedMatter, 'service' | 'partition' | 'matter'>): string => {
  const { chain, index } = placeIn(matter.place);
  return `${service}:${partition}:${chain}:${index}`;
};

/** What shows it, and the posts that may deal with it. */
interface Ways {
  readonly href: string;
  readonly links: Readonly<Record<string, string>>;
}

/** What ends it, where nobody can just say so. */
export const notDismissible = ({ kind }: Matter): string | undefined => {
  switch (kind) {
    case 'early-facts':
    case 'waiting-facts':
    case 'conflict':
    case 'rejected':
      return undefined;
    case 'exception':
      return (
        'an exception ends when it is resolved, or when the books agree: post to its ' +
        '`resolve` link'
      );
    case 'shortfall':
      return 'a shortfall ends when goods are back, or when no order wants them any more';
    case 'uncounted':
      return 'goods that were not found are judged by a count alone: post to its `counts` link';
    default:
      return never(kind);
  }
};

const waysOf = ({ kind, code, about }: Matter, self: string): Ways => {
  const { omsNumber = '', node = '', sku = '', record = '' } = about;
  const order = `/v1/orders/${omsNumber}`;
  const rejected = `/v1/rejected/${record}`;
  const stock = `/v1/stock/${encodeURIComponent(node)}/${encodeURIComponent(sku)}`;
  switch (kind) {
    case 'exception':
      return {
        href: order,
        links: {
          // To resolve this one is to dismiss it.
          ...(code === 'order-changed' && {
            'accept-change': `${order}/accept-change`,
            'dismiss-change': `${order}/dismiss-change`,
          }),
          resolve: `${order}/resolve`,
        },
      };
    case 'early-facts':
    case 'waiting-facts':
      return { href: self, links: {} };
    case 'shortfall':
      return { href: stock, links: { receipts: `${stock}/receipts`, counts: `${stock}/counts` } };
    case 'uncounted':
      return { href: stock, links: { counts: `${stock}/counts` } };
    // What its id stands for does not change: driven again it is a conflict again.
    case 'conflict':
      return { href: rejected, links: {} };
    case 'rejected':
      return { href: rejected, links: { redrive: `${rejected}/redrive` } };
    default:
      return never(kind);
  }
};

export const matterRow = (listed: ListedMatter): object => {
  const { matter } = listed;
  const { kind, place, code, detail, about, facts } = matter;
  const id = matterId(listed);
  const self = `/v1/attention/${id}`;
  const { href, links } = waysOf(matter, self);
  const dismiss = notDismissible(matter) === undefined ? { dismiss: `${self}/dismiss` } : {};
  return {
    id,
    kind,
    since: instantText(placeIn(place).at),
    code,
    detail,
    about,
    ...(facts !== undefined && { facts }),
    href,
    links: { ...links, ...dismiss },
  };
};
