import { afterAllAt, beforeAll, inputNames, perSource, sourceNames } from './shape.mjs';

/** How far the inputs were answered, and the ids of the sources' logs: from the own log alone. */
export function foldOwnLog(answers, { fault, random }) {
  const places = Object.fromEntries(inputNames.map((name) => [name, beforeAll]));
  const logIds = {};
  for (const answer of answers) {
    if (answer.kind !== 'positions') places[answer.input] = answer.place;
    else foldPositions(places, logIds, answer.records[0], fault);
  }
  if (fault === 'places from a group') {
    for (const name of sourceNames) {
      if (random() < 0.3) places[name] = afterAllAt(places[name].offset - 1);
    }
  }
  if (fault === 'k of a place forgotten') {
    for (const name of sourceNames) places[name] = { ...places[name], k: -1 };
  }
  return { places, logIds };
}

function foldPositions(places, logIds, record, fault) {
  for (const name of sourceNames) {
    const isAhead = record.vector[name] > places[name].offset;
    if (isAhead || fault === 'a vector that is too low') {
      places[name] = afterAllAt(record.vector[name]);
    }
    if (record.logIds[name] !== undefined) logIds[name] = record.logIds[name];
  }
}

/** How far each source was read, where nothing of it waits: the end of an answer, or none. */
export function vectorOf({ sources, places, world: { fault, random } }) {
  return perSource((name) => {
    const { waiting, last } = sources[name];
    const answered = places[name].offset;
    const read = waiting.length > 0 ? answered : Math.max(last, answered);
    if (fault === 'a vector that is too high' && random() < 0.3) return read + 1;
    if (fault === 'a vector that is too low' && random() < 0.3) return Math.max(-1, read - 2);
    return read;
  });
}
