/**
 * What an implementation could get wrong, and within how many schedules (from seed 1 on) the model
 * must show it. The code does each of these where its name stands, and only when asked to.
 */
export const faults = {
  // Who writes, and which records count.
  'no term rule': 10,
  'neither number nor digest': 10,
  'reads before the term record': 10,
  'goes on in place after a lost acknowledgement': 10,
  // How far a source was answered.
  'places from a group': 10,
  'k of a place forgotten': 10,
  'a vector that is too high': 10,
  'a vector that is too low': 10,
  'no log ids': 30,
  // Which messages a source has for a partition.
  'relevance by the running code': 10,
  'an irrelevant record answered': 10,
  'two readers hand over': 10,
  'joins a reader with a gap': 10,
  // In which order inputs are answered.
  'the inbox behind the sources': 10,
  'sources that came after the question': 60,
  'an input that starves': 10,
  // What is called settled.
  'read, not answered, published': 30,
  'ends before what was read': 30,
};

/**
 * What may be left out: a deposed writer that does not look at the offset of its append goes on a
 * while, and the term rule passes over what it writes.
 */
export const harmless = ['no offset check'];
