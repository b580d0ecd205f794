// How LMDB's pages lie in its file (data version 2, 64 bits, little-endian), as far as a reader
// needs it that maps nothing: a header of 24 bytes, the places of the nodes, the nodes.

const magic = 0xbeefc0de;
const dataVersion = 2;
export const headerBytes = 24;
const nodeFixedBytes = 8;
const databaseBytes = 48;
const overflowBytes = 24;
const isMeta = 0x08;
const isBranch = 0x01;
const isLeaf = 0x02;
const isOverflow = 0x04;
const isBigData = 0x01;
const isDatabase = 0x02;
const nothing = 2n ** 64n - 1n;

/** A tree of pages; `root` undefined: it is empty. */
export interface Tree {
  readonly root: number | undefined;
  readonly depth: number;
}

/** What one of the two first pages says of the file. */
export interface Head {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly transaction: bigint;
  readonly trees: readonly Tree[];
}

const treeAt = (bytes: Buffer, at: number): Tree => {
  const root = bytes.readBigUInt64LE(at + 40);
  return { root: root === nothing ? undefined : Number(root), depth: bytes.readUInt16LE(at + 6) };
};

/** As many bytes as `headIn` looks at. */
export const headPageBytes = headerBytes + 144;

/** What a first page says, or why it is none. */
export const headIn = (bytes: Buffer): Head | string => {
  if (bytes.length < headPageBytes) return 'it is cut short';
  if ((bytes.readUInt16LE(18) & isMeta) === 0 || bytes.readUInt32LE(24) !== magic) {
    return "it was overwritten or is another program's";
  }
  const version = bytes.readUInt32LE(28) & 0xffff;
  if (version !== dataVersion) return `its form is ${version}, expected ${dataVersion}`;
  const pageBytes = bytes.readUInt32LE(48);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) {
    return `its pages have ${pageBytes} bytes`;
  }
  return {
    pageBytes,
    lastPage: Number(bytes.readBigUInt64LE(144)),
    transaction: bytes.readBigUInt64LE(152),
    trees: [treeAt(bytes, 48), treeAt(bytes, 48 + databaseBytes)],
  };
};

/** What a page of a tree refers to. */
export interface References {
  readonly children: readonly number[];
  readonly values: readonly { readonly page: number; readonly pages: number }[];
  readonly trees: readonly Tree[];
}

/** The nodes of a page, each from its place to the end of the page. */
const nodesOf = (page: Buffer): readonly Buffer[] | undefined => {
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
  if (lower > upper || upper > page.length - headerBytes || lower % 2 !== 0) return undefined;
  const nodes: Buffer[] = [];
  for (let at = 0; at < lower; at += 2) {
    const start = page.readUInt16LE(headerBytes + at);
    if (start < upper || headerBytes + start + nodeFixedBytes > page.length) return undefined;
    nodes.push(page.subarray(headerBytes + start));
  }
  return nodes;
};

const childOf = (node: Buffer): number => node.readUInt32LE(0) + node.readUInt16LE(4) * 2 ** 32;

/** What a leaf's node refers to; undefined where it does not fit into its page. */
const valueOf = (node: Buffer): Partial<References> | undefined => {
  const flags = node.readUInt16LE(4);
  const at = nodeFixedBytes + node.readUInt16LE(6);
  const length = (flags & isBigData) === 0 ? node.readUInt32LE(0) : overflowBytes;
  if (at + length > node.length) return undefined;
  if ((flags & isBigData) !== 0) {
    const [page, pages] = [node.readBigUInt64LE(at), node.readBigUInt64LE(at + 16)].map(Number);
    return { values: [{ page: page ?? 0, pages: pages ?? 0 }] };
  }
  if ((flags & isDatabase) === 0) return {};
  return length === databaseBytes ? { trees: [treeAt(node, at)] } : undefined;
};

/** Of a page that must have this number and this place in its tree; undefined: it has not. */
export const referencesOf = (
  page: Buffer,
  number: number,
  leaf: boolean,
): References | undefined => {
  const kind = page.readUInt16LE(18) & (isBranch | isLeaf | isOverflow | isMeta);
  if (page.readBigUInt64LE(0) !== BigInt(number) || kind !== (leaf ? isLeaf : isBranch)) {
    return undefined;
  }
  const nodes = nodesOf(page);
  if (nodes === undefined || nodes.length === 0) return undefined;
  if (!leaf) return { children: nodes.map(childOf), values: [], trees: [] };
  const found = nodes.map(valueOf);
  if (found.includes(undefined)) return undefined;
  return {
    children: [],
    values: found.flatMap((each) => each?.values ?? []),
    trees: found.flatMap((each) => each?.trees ?? []),
  };
};

/** Whether a large value's first page is the one that its node names. */
export const beginsValue = (header: Buffer, number: number): boolean =>
  header.readBigUInt64LE(0) === BigInt(number) && (header.readUInt16LE(18) & isOverflow) !== 0;
