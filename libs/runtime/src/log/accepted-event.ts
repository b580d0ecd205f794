import type { Message } from '#kernel';
import type { LogEvent } from '#contracts';

/** True for what the runtime itself records: a term, a rejection, a note. */
export const isLogEvent = <E extends Message>(event: E | LogEvent): event is LogEvent =>
  event.type.startsWith('log.');
