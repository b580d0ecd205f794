import type { EventOf } from '../events.js';
import { millionths } from '#kernel';
import type { Bucket, Move, StockAnswer } from '../message/quantities.js';
import type { Placed } from '../state.js';
import { onLines } from '../state/line.js';
import { movedTo } from './moves.js';

/**
 * What the stock answered: open units that it says nothing about have nobody who is asked for
 * them.
 */
export const answered = (
  state: Placed,
  to: Bucket,
  moves: readonly Move[],
  answer: StockAnswer,
): Placed => ({
  ...state,
  lines: onLines(movedTo(state.lines, moves, to), [answer], (line) => ({
    ...line,
    refused: millionths(answer.refused),
    awaiting: line.awaiting && answer.request < line.request,
    resting: answer.request < line.request ? line.resting : (line.buckets.open ?? 0),
  })),
});

/** Resting units are on their way again; those beyond them were cancelled and have left. */
export const askedAgain = (
  state: Placed,
  { data: { requests } }: EventOf<'line.reserve-requested'>,
): Placed => ({
  ...state,
  lines: onLines(state.lines, requests, (line, { request, asked: total }) => {
    const resting = Math.max(0, line.resting - (millionths(total) - line.asked));
    const awaiting = (line.buckets.open ?? 0) > resting;
    return { ...line, request, asked: millionths(total), resting, awaiting };
  }),
});
