/**
 * Where an order goes. Each of its nodes has shipments of its own, and what is told of the whole
 * order is told of every one of them: so there is a most.
 */
import type { OrderLine } from './body.js';

/** In the life of an order. */
export const nodesMax = 250;

export const nodesOf = (lines: readonly Pick<OrderLine, 'node'>[]): readonly string[] =>
  [...new Set(lines.map(({ node }) => node))];
