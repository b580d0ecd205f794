/**
 * What a foreign consumer takes that knows term, chain number, index and count alone. It goes back
 * to the offset that its first record names as term, and takes the chain number of that term's
 * first record as its base.
 */
export function takenFrom(log, start) {
  const taken = [];
  let term = log[start]?.kind === 'term' ? start : (log[start]?.term ?? 0);
  let next;
  let index = 0;
  for (let at = term; at < log.length; at += 1) {
    const record = log[at];
    if (record.kind === 'term') {
      term = at;
      next = undefined;
      index = 0;
      continue;
    }
    if (record.term !== term) continue;
    next ??= record.number;
    if (record.number !== next || record.index !== index) continue;
    index = index + 1 === record.count ? 0 : index + 1;
    if (index === 0) next += 1;
    if (at >= start) taken.push(at);
  }
  return taken;
}
