/**
 * Where an order goes. Each of its nodes has shipments of its own, and what is told of the whole
 * order is told of every one of them: so there is a most.
 */
import { remembering } from '#kernel';
import type { OrderLine } from '../message/body.js';

/** In the life of an order. */
export const nodesMax = 250;

type Lines = readonly Pick<OrderLine, 'node'>[];

const known = remembering<Lines, readonly string[]>();

/** In the order of their first line. Each fact that waits asks for them. */
export const nodesOf = (lines: Lines): readonly string[] => {
  const nodes = known.get(lines) ?? [...new Set(lines.map(({ node }) => node))];
  known.set(lines, nodes);
  return nodes;
};
