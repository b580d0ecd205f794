import { UnknownContract, UnknownType } from './envelope.js';
import { versionOf } from './catalogue/entry.js';
import type { Catalogue, Entry } from './catalogue/entry.js';

/** One type of message as it travels. */
export interface Contract {
  /** The dot name. */
  readonly type: string;
  /** The CloudEvents type: `oms.` and the dot name. */
  readonly ceType: string;
  /** Of the newest version. */
  readonly dataschema: string;
  readonly version: number;
  readonly entry: Entry;
}

export const ceTypeOf = (type: string): string => `oms.${type}`;
export const dataschemaOf = (type: string, version: number): string =>
  `oms:/schemas/${type}/${version}`;

export const contractOf = (type: string, entry: Entry): Contract => {
  const version = versionOf(entry);
  return { type, ceType: ceTypeOf(type), dataschema: dataschemaOf(type, version), version, entry };
};

/** The contracts of one direction, to be looked up by the dot name and by the CloudEvents type. */
export interface Contracts {
  readonly byType: ReadonlyMap<string, Contract>;
  readonly byCeType: ReadonlyMap<string, Contract>;
}

export const contractsOf = (...catalogues: readonly Catalogue[]): Contracts => {
  const all = catalogues.flatMap((catalogue) =>
    Object.entries(catalogue).map(([type, entry]) => contractOf(type, entry)),
  );
  return {
    byType: new Map(all.map((contract) => [contract.type, contract])),
    byCeType: new Map(all.map((contract) => [contract.ceType, contract])),
  };
};

/**
 * Rises with every type and every version that is added: a worker of a lower level might not read
 * what one of a higher level wrote, so it does not take over from it.
 */
export const levelOf = ({ byType }: Contracts): number =>
  [...byType.values()].reduce((level, { version }) => level + version, 0);

const dataschemaForm = /^oms:\/schemas\/(.+)\/([1-9][0-9]{0,5})$/;

/**
 * The version that `dataschema` names for this contract; undefined where it is none that this
 * build reads.
 */
export const versionNamed = (contract: Contract, dataschema: string): number | undefined => {
  if (dataschema === contract.dataschema) return contract.version;
  const [, type, digits] = dataschemaForm.exec(dataschema) ?? [];
  const version = Number(digits);
  return type === contract.type && version <= contract.version ? version : undefined;
};

/** Data of `version` in the newest form. */
export const upcast = (
  { entry: { upcasts } }: Contract,
  version: number,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  upcasts.slice(version - 1).reduce((older, step) => step(older), data);

/** Where our own log must hold a contract that this build knows. */
export const knownContract = (
  contracts: Contracts,
  ceType: string | undefined,
  dataschema: string | undefined,
): { readonly contract: Contract; readonly version: number } => {
  const contract = contracts.byCeType.get(ceType ?? '');
  const version = contract === undefined ? undefined : versionNamed(contract, dataschema ?? '');
  if (contract === undefined || version === undefined) {
    const Unknown = contract === undefined ? UnknownType : UnknownContract;
    throw new Unknown(`this build does not read ${ceType} as ${dataschema}`);
  }
  return { contract, version };
};
