import { messagesFor } from './reading.mjs';
import { inputNames, perSource, textOf } from './shape.mjs';

/** What a partition has to answer, by input, of all that goes back to before the moment `until`. */
export function expectedOf(world, partition, until = Infinity) {
  const isInTime = ({ origin }) => origin < until;
  const posted = (moments) =>
    moments.map((at, offset) => ({ offset, k: 0, at, origin: at })).filter(isInTime);
  let at = 0;
  return {
    inbox: posted(partition.inbox),
    bulk: posted(partition.bulk),
    ...perSource(() => {
      const { accepted } = world.sourceOf(partition, at++);
      return accepted.flatMap((each) => messagesFor(each, partition.number)).filter(isInTime);
    }),
  };
}

export function hasUnanswered(world, partition, until) {
  const answered = new Set(
    partition.accepted.map(({ input, place }) => `${input}/${textOf(place)}`),
  );
  const expected = expectedOf(world, partition, until);
  return inputNames.some((name) =>
    expected[name].some((place) => !answered.has(`${name}/${textOf(place)}`)),
  );
}
