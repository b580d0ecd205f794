import fc from 'fast-check';
import { chainDigest, hex, never } from '#kernel';
import type { EventEnvelope } from '#contracts';
import type { LogRecord, Position, StoredRecord } from '#ports';
import { Acceptance, beginning } from './acceptance.js';
import { Chain } from './chain.js';
import { ledgerCodec } from '../../test/ledger.js';
import type { AccountEvent } from '../../test/ledger.js';

const codec = ledgerCodec('ledger');

/** A log in the making, written by whom it may be. */
class Log {
  readonly records: StoredRecord[] = [];

  append(...records: readonly LogRecord[]): number {
    const first = this.records.length;
    for (const record of records) {
      this.records.push({ ...record, offset: this.records.length, time: 0 });
    }
    return first;
  }

  term(id: string): number {
    return this.append(codec.encodeTerm('ledger', 0, { id, level: 1 }, 0));
  }
}

const eventOf = (amount: number, link: EventEnvelope['link']): LogRecord =>
  codec.encodeEvent({
    service: 'ledger',
    partition: 0,
    key: 'a',
    tenant: 'default',
    id: `0:inbox:${link.offset}:0:${link.index}`,
    version: 1,
    at: 0,
    link,
    event: { type: 'account.deposited', data: { amount, build: 'one' } },
  });

/** All records of one answer, and the chain moved on by it. */
const answer = (chain: Chain, offset: number, count = 1, amount = 1): LogRecord[] => {
  const place = { input: 'inbox', offset, k: 0 };
  const records = Array.from({ length: count }, (_, index) =>
    eventOf(amount, chain.link(place, index, count)),
  );
  chain.add(place, records);
  return records;
};

const read = (records: readonly StoredRecord[], from: Position = beginning) => {
  const acceptance = new Acceptance<AccountEvent>(from);
  const causes: number[] = [];
  for (const record of records.slice(from.offset)) {
    const verdict = acceptance.offer(record, codec.decodeEvent(record));
    if (verdict.kind === 'accepted') causes.push(verdict.cause.offset);
  }
  return { causes, acceptance };
};

const begun = () => {
  const log = new Log();
  const term = log.term('first');
  return { log, chain: new Chain({ ...beginning, term, logId: 'first' }) };
};

describe('the acceptance rule', () => {
  it('accepts one chain of answers and keeps its place behind each whole one', () => {
    const { log, chain } = begun();
    log.append(...answer(chain, 0), ...answer(chain, 1, 3), ...answer(chain, 5));
    const { causes, acceptance } = read(log.records);
    expect(causes).toEqual([0, 1, 5]);
    expect(acceptance.position).toEqual(chain.position(6));
    expect(acceptance.position.logId).toBe('first');
  });

  it('stands before an answer that is incomplete', () => {
    const { log, chain } = begun();
    log.append(...answer(chain, 0), ...answer(chain, 1, 3).slice(0, 2));
    expect(read(log.records).acceptance.position).toMatchObject({ offset: 2, chain: 0, inbox: 0 });
  });

  it('passes over a copy, a deposed writer, and another history', () => {
    const { log, chain } = begun();
    const deposed = new Chain(chain.position(1));
    const zero = answer(chain, 0, 2);
    log.append(...zero, ...zero);
    chain.renew(log.term('second'));
    answer(deposed, 0, 2);
    log.append(...answer(deposed, 1));
    const digest = hex(chainDigest(new Uint8Array(16), []));
    const unlike = new Chain({ ...chain.position(0), digest });
    log.append(...answer(unlike, 1));
    const { acceptance: before } = read(log.records);
    expect(before.astray).toBe(7);
    log.append(...answer(chain, 1));
    const { causes, acceptance } = read(log.records);
    expect(causes).toEqual([0, 1]);
    expect(acceptance.superseded).toBe(4);
  });

  it('knows a position of another history by a chain that does not go on from it', () => {
    const { log, chain } = begun();
    log.append(...answer(chain, 0), ...answer(chain, 1));
    const elsewhere = { ...chain.position(3), digest: 'f'.repeat(32) };
    log.append(...answer(chain, 2));
    expect(read(log.records, elsewhere).acceptance.astray).toBe(3);
    expect(read(log.records, elsewhere).causes).toEqual([]);
    expect(read(log.records, chain.position(4)).acceptance.astray).toBeUndefined();
  });

  it('calls it a bug where the records of one answer stand apart', () => {
    const { log, chain } = begun();
    const [first, second] = answer(chain, 0, 2);
    log.append(first ?? { key: null, headers: {}, value: null });
    log.term('between');
    log.append(second ?? { key: null, headers: {}, value: null });
    expect(() => read(log.records)).toThrow('inside one answer');
  });
});

type Act =
  | { readonly kind: 'term' | 'copy' | 'old'; readonly pick: number }
  | { readonly kind: 'answer'; readonly pick: number; readonly count: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      pick: fc.nat(9),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('term' as const, 'copy' as const, 'old' as const),
      pick: fc.nat(9),
    }),
  },
);

/** A log as writers make it that take over, send twice, and go on after they were deposed. */
const logOf = (acts: readonly Act[]): { log: Log; expected: number[] } => {
  const { log, chain } = begun();
  const batches: LogRecord[][] = [];
  const expected: number[] = [];
  let deposed = new Chain(chain.position(0));
  for (const each of acts) {
    const next = chain.inbox + 1 + (each.pick % 2);
    switch (each.kind) {
      case 'answer': {
        const records = answer(chain, next, each.count, each.pick);
        batches.push(records);
        log.append(...records);
        expected.push(next);
        break;
      }
      case 'term':
        deposed = new Chain(chain.position(0));
        chain.renew(log.term(`term-${log.records.length}`));
        break;
      case 'copy':
        log.append(...(batches[each.pick % Math.max(1, batches.length)] ?? []));
        break;
      case 'old':
        if (deposed.term !== chain.term) log.append(...answer(deposed, deposed.inbox + 1, 2, 7));
        break;
      default:
        never(each);
    }
  }
  return { log, expected };
};

describe('invariants of the acceptance rule', () => {
  it('every reader accepts each answer of the one chain, once and in order', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { log, expected } = logOf(acts);
        expect(read(log.records).causes).toEqual(expected);
      }),
    );
  });

  it('nothing accepted is ever taken back, and a stored place goes on as if never left', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.nat(60), (acts, cut) => {
        const { log } = logOf(acts);
        const whole = read(log.records);
        const first = read(log.records.slice(0, cut));
        const second = read(log.records, first.acceptance.position);
        expect([...first.causes, ...second.causes]).toEqual(whole.causes);
        expect(second.acceptance.position).toEqual(whole.acceptance.position);
      }),
    );
  });
});
