import { issueNumber } from '#kernel';
import type { NumberKeys, OmsNumber } from '#kernel';
import type { OrderBody, OrderCommand } from '#orders';
import type { Commands, ServiceName } from '#services';
import type { Dice } from '../dice.js';

/** One message of one client, under one id however often it is posted. */
export interface Act {
  readonly id: string;
  /** Acts of a phase begin when everything of the phase before has settled. */
  readonly phase: number;
  /** Virtual milliseconds after its phase began. */
  readonly afterMs: number;
  /** Its client waits with the real query until its view has come so far. */
  readonly patient: boolean;
  readonly message: Posted | Published;
}

/** A command for an inbox. */
export type Posted = {
  readonly [S in ServiceName]: {
    readonly kind: 'posted';
    readonly service: S;
    readonly key: string;
    readonly number?: string;
    readonly command: Commands[S];
  };
}[ServiceName];

/** A record for the channel topic, as a foreign publisher writes it. */
export interface Published {
  readonly kind: 'published';
  readonly type: string;
  readonly body: string;
}

export const tenant = 'default';
export const start = Date.parse('2026-01-05T10:00:00Z');
/** Acts are spread so that the troubles see most of them: a step takes about a millisecond. */
export const spreadMs = 2_000;
const closeMs = 300;

export const pick = <T>(chance: Dice, from: readonly [T, ...T[]]): T =>
  from[chance.below(from.length)] ?? from[0];

export const at = (ms: number): string => new Date(start + ms).toISOString().replace('.000Z', 'Z');

/** What a scenario is drawn with: each draw changes what the next ones give. */
export class Drawing {
  readonly acts: Act[] = [];
  lastDeadline = start;

  constructor(
    readonly chance: Dice,
    readonly keys: NumberKeys,
    readonly raceFree: boolean,
  ) {}

  /** In a scenario with races everything is one phase. */
  act(phase: number, message: Act['message'], about: { afterMs?: number; id?: string } = {}): void {
    const { chance, raceFree, acts } = this;
    const afterMs = about.afterMs ?? chance.below(raceFree ? spreadMs / 4 : spreadMs);
    acts.push({
      id: about.id ?? `act-${acts.length}`,
      phase: raceFree ? phase : 0,
      afterMs,
      patient: chance.chance(0.15),
      message,
    });
  }
}

/** What is said of one order, in whatever way it comes. */
export class Subject {
  readonly claim;
  readonly number: OmsNumber;
  readonly #handOverMs: number;

  constructor(
    private readonly drawing: Drawing,
    readonly index: number,
    readonly body: OrderBody,
  ) {
    const reference = { tenant, channel: 'web', channelRef: `R-${index}` };
    this.number = issueNumber(drawing.keys, reference, 0, Date.parse(body.placedAt ?? ''));
    this.claim = { ...reference, attempt: 0 };
    this.#handOverMs = spreadMs + drawing.chance.below(spreadMs);
  }

  /** Close to the hand-over, where a cancel and a dispatch meet; or at any time. */
  near(): number | undefined {
    const { chance, raceFree } = this.drawing;
    return raceFree || chance.chance(0.4) ? undefined : this.#handOverMs + chance.below(closeMs);
  }

  /** With few bits a number may be another order's: only what carries its claim is safe to say. */
  get namedByNumber(): boolean {
    return this.drawing.keys.bits === undefined;
  }

  post(phase: number, command: OrderCommand, afterMs?: number): void {
    const { number } = this;
    this.drawing.act(
      phase,
      { kind: 'posted', service: 'orders', key: number, number, command },
      afterMs === undefined ? {} : { afterMs },
    );
  }

  ship(phase: number, command: Commands['shipping'], afterMs?: number): void {
    const { number } = this;
    this.drawing.act(
      phase,
      { kind: 'posted', service: 'shipping', key: number, number, command },
      afterMs === undefined ? {} : { afterMs },
    );
  }

  publish(phase: number, type: string, data: object): void {
    const { channel, channelRef } = this.claim;
    const body = JSON.stringify({ channel, channelRef, placedAt: this.body.placedAt, ...data });
    this.drawing.act(phase, { kind: 'published', type: `oms.${type}`, body });
  }
}
