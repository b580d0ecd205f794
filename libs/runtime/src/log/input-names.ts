/** What comes from outside: clients, channels, clocks. */
export const inboxInput = 'inbox';

/** The writer's own notes of how far it has read. */
export const logInput = 'log';

/** A partition of a service's events. */
export const inputName = (service: string, partition: number): string => `${service}.${partition}`;

/** The partition that an input is of; `undefined` for the others. */
export const inputOf = (
  input: string,
): { readonly service: string; readonly partition: number } | undefined => {
  const [, service, partition] = /^([^.]+)\.(\d{1,9})$/.exec(input) ?? [];
  return service === undefined ? undefined : { service, partition: Number(partition) };
};
