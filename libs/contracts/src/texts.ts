/**
 * Texts that come in one by one (a header, part of a path, an option, a column of a file): brought
 * to the forms that messages have, so that no edge takes what an inbox refuses.
 */
import { channel, channelRef, id, node, sku, tenant } from './catalogue/forms.js';
import { address } from './catalogue/order-parts.js';
import { tracking } from './catalogue/shipment-parts.js';

export const texts = { tenant, node, sku, channel, channelRef, id, tracking, ...address };
export type TextName = keyof typeof texts;

/** The text in its one spelling, or what is expected of it. */
export type ReadText =
  | { readonly text: string; readonly expected: undefined }
  | { readonly text: undefined; readonly expected: string };

const lead = /^expected /;

export const readText = (name: TextName, text: string): ReadText => {
  const { data, error } = texts[name].safeParse(text);
  return error === undefined
    ? { text: data, expected: undefined }
    : { text: undefined, expected: (error.issues[0]?.message ?? '').replace(lead, '') };
};

/** What is expected where the text is not of its form, nor in its one spelling. */
export const misfit = (name: TextName, text: string): string | undefined => {
  const read = readText(name, text);
  if (read.text === text) return undefined;
  return read.expected ?? `${texts[name].description}, spelt ${JSON.stringify(read.text)}`;
};
