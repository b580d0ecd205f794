import type { Metadata } from './body.js';

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : Number(one > other);

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(byName))
    : value;

/** As states hold it and bodies are compared by it: JSON whose names stand in order. */
export const metadataText = (metadata: Metadata | undefined): string | undefined =>
  metadata === undefined ? undefined : JSON.stringify(metadata, inOrder);

/** The way back, for people. */
export const metadataIn = (text: string | undefined): Metadata | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Metadata);
