/**
 * Texts that come in one by one (a header, part of a path, an option, a column of a file): held to
 * the forms that messages have, so that no edge takes what an inbox refuses.
 */
import { channel, channelRef, id, node, sku, tenant } from './catalogue/forms.js';
import { address } from './catalogue/order-parts.js';

export const texts = { tenant, node, sku, channel, channelRef, id, ...address };
export type TextName = keyof typeof texts;

/** What is expected where the text is not of its form; undefined where it is. */
export const misfit = (name: TextName, text: string): string | undefined => {
  const form = texts[name];
  return form.safeParse(text).success ? undefined : form.description;
};
