import type { StoredDocument } from '../view.js';

/** Documents by `view key`; `undefined` means that there is none. */
export type Documents = Map<string, StoredDocument | undefined>;

export const documentId = (view: string, key: string): string => `${view} ${key}`;

export interface Touched {
  readonly view: string;
  readonly key: string;
  readonly before: object | undefined;
}

export interface Folding {
  readonly documents: Documents;
  readonly touched: Map<string, Touched>;
}

export const put = (
  { documents, touched }: Folding,
  id: string,
  view: string,
  key: string,
  version: number,
  doc: object | undefined,
): void => {
  if (!touched.has(id)) touched.set(id, { view, key, before: documents.get(id)?.doc });
  documents.set(id, doc === undefined ? undefined : { version, doc });
};
