/**
 * The topic for upstream publishers who know nothing of us: any key, binary or structured, the
 * order named by its reference instead of a number.
 */
import { never } from '#kernel';
import type { OmsNumber, Reference } from '#kernel';
import type { Claim, OrderBody, OrderFact, PlaceOrder } from '#orders';
import type { StoredRecord } from '#ports';
import { z } from 'zod';
import { isUndecodable, undecodable } from './body.js';
import { message } from './catalogue/entry.js';
import type { Catalogue } from './catalogue/entry.js';
import { anyTime, channel, channelRef, tenant } from './catalogue/forms.js';
import { constrained } from './catalogue/constraints.js';
import { openCloudEvent } from './cloud-event.js';
import { contractsOf, versionNamed } from './contract.js';
import type { Undecodable } from './envelope.js';
import { issueWords } from './words.js';
import {
  correction,
  dispatchFactFields,
  mending,
  refusalInput,
  scanFields,
  scopeFields,
  toRecordRefusal,
  toShipmentFact,
} from './input/facts.js';
import { returnFact, toRecordReturn } from './input/returns.js';
import { paymentCorrection, paymentInput, toRecordPayment } from './input/payments.js';
import { cancelInput, raiseInput, toCancelOrder } from './input/actions.js';
import { asOrder, orderBodyOf, orderFields } from './input/order.js';
import { problemsOf } from './input/problem.js';
import { tenantOf } from './inbox-record.js';

/** Without a number, and a claim without attempt: whoever holds the number's key adds both. */
export type ChannelCommand =
  | { readonly type: 'order.place'; readonly data: { readonly body: OrderBody } }
  | OrderFact;

export interface ChannelMessage {
  readonly claim: Reference;
  /** Chooses the epoch of the number's key; RFC 3339 in UTC. */
  readonly placedAt?: string;
  /** CloudEvents id and source. */
  readonly id: string;
  readonly from: string;
  readonly command: ChannelCommand;
}

const reference = {
  tenant: tenant.optional().describe('`default` where absent'),
  channel,
  channelRef,
  placedAt: anyTime.optional().describe("the order's placed time, repeated with each message"),
};
const about = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...reference, ...shape });

const schemas = {
  'order.place': asOrder(z.strictObject({ ...orderFields, tenant: reference.tenant })),
  'order.cancel': about(cancelInput.shape),
  'order.record-payment': about(paymentInput.shape),
  'order.correct-payment': about(paymentCorrection.shape),
  'order.record-dispatch': constrained(about({ ...scopeFields, ...dispatchFactFields }), mending),
  'order.record-scan': constrained(about({ ...scopeFields, ...scanFields }), correction),
  'order.record-refusal': about(refusalInput.shape),
  'order.record-return': about(returnFact.shape),
  'order.raise-exception': about(raiseInput.shape),
};
type ChannelType = keyof typeof schemas;

/** What the channel topic takes, for documents. */
export const channelMessages: Catalogue = {
  'order.place': message('Places an order.', schemas['order.place']),
  'order.cancel': message('Cancels an order, lines or units.', schemas['order.cancel']),
  'order.record-payment': message('A payment took place.', schemas['order.record-payment']),
  'order.correct-payment': message(
    'A payment fact was told by mistake.',
    schemas['order.correct-payment'],
  ),
  'order.record-dispatch': message('Units were handed over.', schemas['order.record-dispatch']),
  'order.record-scan': message('A carrier scanned units.', schemas['order.record-scan']),
  'order.record-refusal': message('A node will not deliver.', schemas['order.record-refusal']),
  'order.record-return': message('Units came back.', schemas['order.record-return']),
  'order.raise-exception': message('Something is wrong.', schemas['order.raise-exception']),
};
const contracts = contractsOf(channelMessages);
const isChannelType = (type: string): type is ChannelType => Object.hasOwn(schemas, type);

interface Named {
  readonly tenant?: string;
  readonly channel: string;
  readonly channelRef: string;
  readonly placedAt?: string;
}
interface Said {
  readonly named: Named;
  readonly command: ChannelCommand;
}

const split = <T extends Named>(data: T) => {
  const { tenant: _tenant, channel: _channel, channelRef: _ref, placedAt: _at, ...rest } = data;
  return rest;
};

const worded = { error: issueWords };

/**
 * The data as a command, defaults filled in; throws zod's error where it is not as the schema
 * says.
 */
const said = (type: ChannelType, data: unknown, id: string): Said => {
  switch (type) {
    case 'order.place': {
      const { tenant: named, ...order } = schemas[type].parse(data, worded);
      const body = orderBodyOf(order);
      return { named: { ...order, tenant: named }, command: { type, data: { body } } };
    }
    case 'order.cancel': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toCancelOrder(split(named), id) };
    }
    case 'order.record-payment': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toRecordPayment(split(named), id) };
    }
    case 'order.correct-payment': {
      const named = schemas[type].parse(data, worded);
      return { named, command: { type, data: split(named) } };
    }
    case 'order.record-dispatch': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toShipmentFact({ kind: 'dispatch', ...split(named) }, id) };
    }
    case 'order.record-scan': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toShipmentFact({ kind: 'scan', ...split(named) }, id) };
    }
    case 'order.record-refusal': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toRecordRefusal(split(named), id) };
    }
    case 'order.record-return': {
      const named = schemas[type].parse(data, worded);
      return { named, command: toRecordReturn(split(named), id) };
    }
    case 'order.raise-exception': {
      const named = schemas[type].parse(data, worded);
      return { named, command: { type, data: split(named) } };
    }
    default:
      return never(type);
  }
};

const read = (type: ChannelType, data: unknown, id: string): Said | Undecodable => {
  try {
    return said(type, data, id);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [problem] = problemsOf(error);
    const { detail = 'not as the schema says', field = 'body' } = problem ?? {};
    return undecodable('schema_invalid', detail, field);
  }
};

/** Never throws. */
const decode = (record: StoredRecord): ChannelMessage | Undecodable => {
  const opened = openCloudEvent(record);
  if (isUndecodable(opened)) return opened;
  const { attributes, data } = opened;
  const { ce_id: id = '', ce_source: from = '', ce_dataschema: dataschema } = attributes;
  const contract = contracts.byCeType.get(attributes.ce_type ?? '');
  if (contract === undefined || !isChannelType(contract.type)) {
    return undecodable('unknown_type', 'no message of this topic has this type', 'ce_type');
  }
  if (dataschema !== undefined && versionNamed(contract, dataschema) === undefined) {
    return undecodable('unknown_version', `expected ${contract.dataschema}`, 'ce_dataschema');
  }
  const stated = tenantOf(attributes);
  if (typeof stated !== 'string') return stated;
  const content = read(contract.type, data, id);
  if (isUndecodable(content)) return content;
  const { named, command } = content;
  const { tenant: inData = stated } = named;
  if (attributes.ce_omstenant !== undefined && inData !== stated) {
    return undecodable('tenant_mismatch', 'expected the tenant of ce_omstenant', 'tenant');
  }
  const claim = { tenant: inData, channel: named.channel, channelRef: named.channelRef };
  const { placedAt } = named;
  return placedAt === undefined
    ? { claim, id, from, command }
    : { claim, placedAt, id, from, command };
};

export const channelCodec = { decode };

const withClaim = (fact: OrderFact, claim: Claim): OrderFact =>
  ({ type: fact.type, data: { ...fact.data, claim } }) as OrderFact;

/**
 * The command for the order's own inbox, under the number that its reference gives at this
 * attempt. The time that chose the epoch of its key goes with it, for the next attempt.
 */
export const withNumber = (
  { claim: named, placedAt, command }: ChannelMessage,
  number: OmsNumber,
  attempt: number,
): PlaceOrder | OrderFact => {
  const tellsItself = command.type === 'order.place' && command.data.body.placedAt !== undefined;
  const claim: Claim = {
    ...named,
    attempt,
    ...(placedAt !== undefined && !tellsItself && { placedAt }),
  };
  return command.type === 'order.place'
    ? { type: command.type, data: { number, claim, ...command.data } }
    : withClaim(command, claim);
};
