import { errorText } from '#kernel';
import { causesOf, withRefusal } from './unreachable.js';

/** What kafkajs says went wrong: the protocol's error type, else the name of its own. */
export const errorType = (error: unknown): string => {
  for (const each of causesOf(error)) {
    if ('type' in each && typeof each.type === 'string') return each.type;
  }
  return error instanceof Error ? error.name : 'unknown';
};

/** Whether a broker was asked and answered so. */
export const isAnswer = (error: unknown): boolean => {
  for (const { name } of causesOf(error)) if (name === 'KafkaJSProtocolError') return true;
  return false;
};

/** For people: with what to set otherwise, where that is known. */
export const reasonOf = (error: unknown): string => {
  const text = errorText(error);
  if (!(error instanceof Error)) return text;
  const type = errorType(error);
  return withRefusal(type === error.name ? text : `${type}: ${text}`, error);
};

/** The mistake of a program, where the network or a broker had no part: it does not pass. */
export const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
