import { must, partitionCount, sourceNames } from './shape.mjs';

const answersMax = 3;

/** What this build answers: which messages an event carries is chosen here, and stands in it. */
function recordsOf({ build, world: { random, chatty } }) {
  const count = random() < 0.25 ? 2 : 1;
  return Array.from({ length: count }, () => ({
    kind: random() < 0.2 ? 'unchanged' : 'event',
    build,
    messages: random() < chatty ? addressees(random) : [],
  }));
}

const addressees = (random) =>
  Array.from({ length: random() < 0.3 ? 2 : 1 }, () => Math.floor(random() * partitionCount));

export const answerTo = (writer, input, { offset, k, origin }) => ({
  input,
  place: { offset, k },
  origin,
  records: recordsOf(writer),
});

/** Answers to sources and bulk in turn: none of them waits until another is empty. */
export function answersInTurn(writer, ready, bulkEnd) {
  const { world, places, fault } = writer;
  const names = ['bulk', ...sourceNames];
  const isHungry = (name) => (name === 'bulk' ? bulkEnd > places.bulk.offset + 1 : ready[name] > 0);
  const hungry = names.filter(isHungry);
  const starves = fault === 'an input that starves';
  const answers = [];
  let turn = starves ? 0 : Math.floor(world.random() * names.length);
  for (let idle = 0; answers.length < answersMax && idle < names.length; turn += 1) {
    const name = names[turn % names.length];
    const message =
      name === 'bulk' ? nextOfBulk(writer, answers, bulkEnd) : take(writer, name, ready);
    idle += 1;
    if (message === undefined) continue;
    answers.push(answerTo(writer, name, message));
    idle = 0;
    if (starves) turn -= 1;
  }
  const isServed = (name) => answers.some(({ input }) => input === name);
  must(hungry.every(isServed), 'an input starves');
  return answers;
}

function nextOfBulk({ partition: { bulk }, places }, answers, end) {
  const taken = answers.filter(({ input }) => input === 'bulk').length;
  const offset = places.bulk.offset + 1 + taken;
  return offset < end ? { offset, k: 0, origin: bulk[offset] } : undefined;
}

function take({ sources, logIds, fault }, name, ready) {
  const isKnown = logIds[name] !== undefined || fault === 'no log ids';
  if (ready[name] === 0 || !isKnown) return undefined;
  ready[name] -= 1;
  return sources[name].waiting.shift();
}
