import { takenFrom } from './consumer.mjs';
import { expectedOf } from './expected.mjs';
import {
  afterAllAt,
  beforeAll,
  inputNames,
  isAfter,
  must,
  perSource,
  sourceNames,
  textOf,
} from './shape.mjs';

/** What holds of a partition at rest: each message was answered once, and in order. */
export function check(world, partition) {
  const expected = expectedOf(world, partition);
  const seen = {
    places: Object.fromEntries(inputNames.map((name) => [name, []])),
    logIds: {},
    last: perSource(() => beforeAll),
    inboxNext: 0,
  };
  for (const [at, answer] of partition.accepted.entries()) {
    must(answer.number === at, 'chain numbers have a gap');
    if (answer.kind === 'positions')
      checkPositions(world, partition, answer.records[0], seen, expected);
    else checkAnswer(partition, answer, seen, expected);
  }
  for (const name of inputNames) {
    const places = expected[name].map(textOf);
    const input = sourceNames.includes(name) ? 'a source' : name;
    const isMore = seen.places[name].length > places.length;
    const what = isMore ? 'answered twice' : 'answered not all, or not in order';
    must(seen.places[name].join() === places.join(), `${input} ${what}`);
  }
  checkConsumers(world, partition);
}

function checkPositions(world, partition, { vector, logIds }, seen, expected) {
  for (const [number, name] of sourceNames.entries()) {
    const source = world.sourceOf(partition, number);
    const last = seen.last[name];
    const position = vector[name];
    if (logIds[name] !== undefined) {
      must(logIds[name] === source.log[0].id, "a log id that is not the source's");
      seen.logIds[name] = logIds[name];
    }
    must(position >= last.offset, 'a vector that goes back');
    const isEnd = source.accepted.some(({ end }) => end === position + 1);
    const stays = position < 0 || position === last.offset;
    must(stays || isEnd, 'a vector that is no end of an accepted answer');
    if (position === last.offset) continue;
    const isPassedOver = (message) => isAfter(message, last) && message.offset <= position;
    must(!expected[name].some(isPassedOver), 'a vector passes over a message');
    seen.last[name] = afterAllAt(position);
  }
}

function checkAnswer({ inbox }, { input, place }, seen, expected) {
  seen.places[input].push(textOf(place));
  if (input === 'inbox') seen.inboxNext = place.offset + 1;
  if (!sourceNames.includes(input)) return;
  must(seen.logIds[input] !== undefined, "answered before the source's log id was recorded");
  seen.last[input] = place;
  const message = expected[input].find((each) => textOf(each) === textOf(place));
  const isLate = message !== undefined && inbox[seen.inboxNext] < message.at;
  must(!isLate, 'an event was answered before what the inbox held when it was recorded');
}

/** A consumer that goes by term and chain number takes exactly what counts, wherever it begins. */
function checkConsumers({ random }, { log, accepted }) {
  const counted = accepted.flatMap(({ records }) => records.map(({ offset }) => offset));
  for (const start of [0, Math.floor(random() * log.length)]) {
    const due = counted.filter((offset) => offset >= start);
    must(takenFrom(log, start).join() === due.join(), 'a consumer by term and number differs');
  }
}
