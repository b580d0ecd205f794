import { SetupRefused } from '#ports';
import type { Database } from 'lmdb';
import { putAll } from './documents.js';

export type Settings = Readonly<Record<string, string | number>>;

/** What people set it by; what else differs is named beside its words. */
const variableOf = (setting: string): string =>
  setting === 'partitions' ? 'OMS_PARTITIONS' : setting;

/** Small documents that outlive everything: what the data was made with. */
export class Meta {
  constructor(private readonly documents: Database<object, string> | undefined) {}

  get(name: string): object | undefined {
    return this.documents?.get(name);
  }

  /** On the disk when it resolves. */
  async put(name: string, doc: object): Promise<void> {
    if (this.documents === undefined) throw new Error('the data directory is read only');
    await putAll(this.documents, new Map([[name, doc]]));
  }
}

const settingsName = 'settings';

const settingOf = (settings: object, name: string): string | number | undefined => {
  const value: unknown = Object.entries(settings).find(([key]) => key === name)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
};

/** What the data was made with; undefined where nobody has said yet. */
export const keptSetting = (meta: Meta, name: string): string | number | undefined =>
  settingOf(meta.get(settingsName) ?? {}, name);

/**
 * Refuses with `SetupRefused` where a setting differs from what the data was made with; settings
 * that stand nowhere yet are kept (by who writes).
 */
export const checkSettings = async (
  meta: Meta,
  asked: Settings,
  readOnly: boolean,
): Promise<void> => {
  const kept = meta.get(settingsName) ?? {};
  for (const [name, found] of Object.entries(asked)) {
    const expected = settingOf(kept, name);
    if (expected !== undefined && expected !== found) {
      throw new SetupRefused({
        setting: variableOf(name),
        found: `${found}`,
        expected: `${expected}`,
        advice:
          `the data was made with ${expected}; start this process with the same, ` +
          'or use another data directory',
      });
    }
  }
  const isNew = Object.keys(asked).some((name) => settingOf(kept, name) === undefined);
  if (isNew && !readOnly) await meta.put(settingsName, { ...kept, ...asked });
};

export const keptSettings = (meta: Meta): Settings =>
  Object.fromEntries(
    Object.keys(meta.get(settingsName) ?? {}).flatMap((name) => {
      const value = keptSetting(meta, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** All that data was made with, where it is restored. */
export const keepSettings = (meta: Meta, settings: Settings): Promise<void> =>
  meta.put(settingsName, settings);

/** Puts another value in the place of what the data was made with: who asks has made sure of it. */
export const keepSetting = async (meta: Meta, name: string, value: string): Promise<void> =>
  meta.put(settingsName, { ...meta.get(settingsName), [name]: value });
