/** Records of an inbox, both ways: our own services are trusted, everybody else is checked. */
import { stockOf } from '#inventory';
import { trackedKey } from '#shipping';
import { invariant, parseNumber } from '#kernel';
import type { Message } from '#kernel';
import type { LogRecord, StoredRecord } from '#ports';
import { bytesOf, isUndecodable, ownData, undecodable } from './body.js';
import type { Data } from './body.js';
import {
  carriedOrigin,
  jsonContent,
  openCloudEvent,
  originHeaders,
  specversion,
} from './cloud-event.js';
import type { Attributes } from './cloud-event.js';
import { knownContract, upcast, versionNamed } from './contract.js';
import type { Contract, Contracts } from './contract.js';
import { UnknownContract } from './envelope.js';
import type { InboxEnvelope, Undecodable } from './envelope.js';
import { readableNumber } from './catalogue/forms.js';
import { misfit } from './texts.js';
import { breachOf } from './validation.js';

export const defaultTenant = 'default';

/** How a service's records are keyed. */
export type Keyed = 'number' | 'stock';

export interface Inbox {
  readonly contracts: Contracts;
  readonly keyed: Keyed;
}

export const encodeCommand = (contracts: Contracts, envelope: InboxEnvelope): LogRecord => {
  const { command, key, number, source } = envelope;
  const contract = contracts.byType.get(command.type);
  invariant(contract !== undefined, () => `no contract for the command ${command.type}`);
  const headers: Record<string, string> = {
    'content-type': jsonContent,
    ce_specversion: specversion,
    ce_id: envelope.id,
    ce_source: envelope.from,
    ce_type: contract.ceType,
    ce_subject: key,
    ce_dataschema: contract.dataschema,
    ce_omstenant: envelope.tenant,
  };
  if (number !== undefined) headers.ce_omsnumber = number;
  if (source !== undefined) headers.ce_omssource = source;
  Object.assign(headers, originHeaders(envelope.origin));
  return { key, headers, value: bytesOf(command.data) };
};

interface Addressed {
  readonly key: string;
  readonly tenant: string;
  readonly number?: string;
}

const envelopeOf = <C extends Message>(
  { key, tenant, number }: Addressed,
  attributes: Attributes,
  type: string,
  data: Data,
): InboxEnvelope<C> => {
  const { ce_id: id = '', ce_source: from = '', ce_omssource: source } = attributes;
  const message = { key, tenant, id, from, command: { type, data } as Message as C };
  const numbered = number === undefined ? message : { ...message, number };
  if (source !== undefined) return { ...numbered, source };
  const origin = carriedOrigin(attributes);
  return origin === undefined ? numbered : { ...numbered, origin };
};

/**
 * Type and version are enough for what a service posts on of its own; it was checked where it came
 * in.
 */
const readOwn = <C extends Message>(
  { contracts }: Inbox,
  { headers, key, value }: StoredRecord,
): InboxEnvelope<C> | Undecodable => {
  const { ce_omstenant: tenant, ce_omsnumber: number, ce_type: type } = headers;
  if (key === null || value === null || tenant === undefined) {
    return undecodable('unknown_contract', 'our own message without key, body or tenant');
  }
  try {
    const { contract, version } = knownContract(contracts, type, headers.ce_dataschema);
    const data = upcast(contract, version, ownData(value));
    const addressed = number === undefined ? { key, tenant } : { key, tenant, number };
    return envelopeOf(addressed, headers, contract.type, data);
  } catch (error) {
    const detail = error instanceof UnknownContract ? error.message : 'the body is no JSON object';
    return undecodable('unknown_contract', detail);
  }
};

const badNumber = (text: string, field: string): Undecodable | undefined => {
  const { error, number } = parseNumber(text);
  if (error !== undefined) {
    const detail =
      error === 'number_malformed'
        ? `expected ${readableNumber}`
        : 'no OMS number was ever issued like this: its check characters are wrong';
    return undecodable(error, detail, field);
  }
  return number === text
    ? undefined
    : undecodable('key_mismatch', `expected the number in its normal form ${number}`, field);
};

/** The tenant that the attributes state, or the default one. */
export const tenantOf = ({
  ce_omstenant: tenant = defaultTenant,
}: Attributes): string | Undecodable => {
  const expected = misfit('tenant', tenant);
  return expected === undefined
    ? tenant
    : undecodable('tenant_invalid', `expected ${expected}`, 'ce_omstenant');
};

const stockKeyForm = /^[^/]+\/[^/]+\/[^]+$/;

const badStockKey = (key: string): Undecodable | undefined => {
  const form = 'expected tenant/node/sku';
  if (!stockKeyForm.test(key)) return undecodable('key_malformed', form, 'key');
  const { node, sku } = stockOf(key);
  for (const [name, part] of [
    ['node', node],
    ['sku', sku],
  ] as const) {
    const expected = misfit(name, part);
    if (expected !== undefined) {
      return undecodable('key_malformed', `${form}, the ${name} as ${expected}`, 'key');
    }
  }
  return undefined;
};

const addressOf = (
  keyed: Keyed | 'tracking',
  key: string | null,
  attributes: Attributes,
): Addressed | Undecodable => {
  const { ce_subject: subject, ce_omsnumber: stated } = attributes;
  const tenant = tenantOf(attributes);
  if (typeof tenant !== 'string') return tenant;
  if (key === null || key === '') {
    return undecodable('key_missing', 'expected the key of the aggregate', 'key');
  }
  if (subject !== undefined && subject !== key) {
    return undecodable('key_mismatch', 'expected the subject to be the key', 'ce_subject');
  }
  // Whether it is that of the number that was scanned is seen from the data.
  if (keyed === 'tracking') return { key, tenant };
  if (keyed === 'number') {
    const wrong = badNumber(key, 'key');
    if (wrong !== undefined) return wrong;
    return stated === undefined || stated === key
      ? { key, tenant, number: key }
      : undecodable('key_mismatch', 'expected the number to be the key', 'ce_omsnumber');
  }
  const malformed = badStockKey(key);
  if (malformed !== undefined) return malformed;
  if (!key.startsWith(`${tenant}/`)) {
    return undecodable('tenant_mismatch', 'expected a key that begins with the tenant', 'key');
  }
  if (stated === undefined) return { key, tenant };
  return badNumber(stated, 'ce_omsnumber') ?? { key, tenant, number: stated };
};

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null;

/** A scan of a number that no order has. */
const isTracked = (data: Data): data is Data & { readonly tracking: string } =>
  typeof data.tracking === 'string' && data.shipment === undefined && isObject(data.fact);
const trackedScan = 'shipment.record-tracked-scan';

/** What the data repeats of its address must agree with it. */
const contradiction = ({ key, tenant, number }: Addressed, data: Data): Undecodable | undefined => {
  if (typeof data.number === 'string' && data.number !== key) {
    return undecodable('key_mismatch', 'expected the number that is the key', 'number');
  }
  if (isObject(data.claim) && data.claim.tenant !== tenant) {
    return undecodable('tenant_mismatch', 'expected the tenant of the message', 'claim.tenant');
  }
  if (isTracked(data) && key !== trackedKey(tenant, data.tracking)) {
    return undecodable('key_mismatch', 'expected the key of this number', 'tracking');
  }
  const scoped = isObject(data.scope) ? data.scope : data;
  const { shipment } = scoped;
  // What is said of the whole order stands under its number.
  const isWide = scoped === data && shipment === key;
  return number === key &&
    typeof shipment === 'string' &&
    !isWide &&
    !shipment.startsWith(`${key}-S`)
    ? undecodable(
        'key_mismatch',
        `expected a shipment of this order: ${key}-S1, …`,
        scoped === data ? 'shipment' : 'scope.shipment',
      )
    : undefined;
};

/** The data in the newest form, where it is as the contract says. */
const checkedData = (
  contract: Contract,
  dataschema: string | undefined,
  data: Data,
): { readonly data: Data } | Undecodable => {
  const version = dataschema === undefined ? contract.version : versionNamed(contract, dataschema);
  if (version === undefined) {
    return undecodable(
      'unknown_version',
      `expected ${contract.dataschema} or an older version`,
      'ce_dataschema',
    );
  }
  const newest = upcast(contract, version, data);
  return breachOf(contract, newest) ?? { data: newest };
};

const readForeign = <C extends Message>(
  { contracts, keyed }: Inbox,
  record: StoredRecord,
): InboxEnvelope<C> | Undecodable => {
  const opened = openCloudEvent(record);
  if (isUndecodable(opened)) return opened;
  const { attributes } = opened;
  const contract = contracts.byCeType.get(attributes.ce_type ?? '');
  if (contract === undefined) {
    return undecodable('unknown_type', 'no message of this inbox has this type', 'ce_type');
  }
  const addressed = addressOf(
    contract.type === trackedScan ? 'tracking' : keyed,
    record.key,
    attributes,
  );
  if (isUndecodable(addressed)) return addressed;
  const checked = checkedData(contract, attributes.ce_dataschema, opened.data);
  if (isUndecodable(checked)) return checked;
  return (
    contradiction(addressed, checked.data) ??
    envelopeOf(addressed, attributes, contract.type, identified(contract, checked.data, attributes))
  );
};

/**
 * Two cancels of one unit are two units: one that has no id of its own is known by what its sender
 * calls the message, and never by what it says.
 */
const identified = ({ type }: Contract, data: Data, { ce_id: id }: Attributes): Data =>
  type === 'order.cancel' && data.id === undefined ? { ...data, id } : data;

const sourceForm = /^\d+:[^:/]+:\d+:\d+:\d+\/\d+$/;

/**
 * Never throws. `unknown_contract` is the one error that says that one of our own services wrote
 * it.
 */
export const decodeCommand = <C extends Message>(
  inbox: Inbox,
  record: StoredRecord,
): InboxEnvelope<C> | Undecodable => {
  const { ce_omssource: source } = record.headers;
  if (source === undefined) return readForeign(inbox, record);
  return sourceForm.test(source)
    ? readOwn(inbox, record)
    : undecodable(
        'source_invalid',
        'expected <partition>:<input>:<offset>:<k>:<index>/<k>',
        'ce_omssource',
      );
};
