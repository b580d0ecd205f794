/** What a member has of a group. */
export interface Share {
  /** What it works on now. */
  readonly owned: readonly number[];
  /** The generation of the group that gave it this; an older claim yields. */
  readonly generation: number;
}

/** What a member says of itself when it joins. */
export interface MemberClaim extends Share {
  readonly member: string;
  /** The same in all groups that one process is a member of. */
  readonly process: string;
  /** What the process has of the group that it joined first, where that is another one. */
  readonly first?: Share & { readonly group: string };
}

/**
 * What counts as theirs. Where all of them are in one other group before this one, that is what
 * they have there: so all services share out their partitions alike, and what one of them appends
 * is read in the same process.
 */
const alike = (claims: readonly MemberClaim[]): readonly MemberClaim[] => {
  const group = claims[0]?.first?.group;
  return claims.flatMap((claim) =>
    claim.first !== undefined && claim.first.group === group ? [{ ...claim, ...claim.first }] : [],
  );
};

/** Who works on each partition now, where somebody does. */
const ownersOf = (claims: readonly MemberClaim[]): ReadonlyMap<number, string> => {
  const owners = new Map<number, MemberClaim>();
  for (const claim of claims) {
    for (const partition of claim.owned) {
      const other = owners.get(partition);
      if (other === undefined || other.generation < claim.generation) owners.set(partition, claim);
    }
  }
  return new Map(Array.from(owners, ([partition, { member }]) => [partition, member]));
};

const byProcess = (a: MemberClaim, b: MemberClaim): number => {
  if (a.process !== b.process) return a.process < b.process ? -1 : 1;
  return a.member < b.member ? -1 : 1;
};

/**
 * Partitions by member: as even as can be, and each stays where it is as far as that allows. All
 * work of a service on one partition (writer, intakes, timers) goes to the same member. The same
 * for whatever order the claims come in.
 */
export const assign = (
  claims: readonly MemberClaim[],
  partitions: number,
): ReadonlyMap<string, readonly number[]> => {
  const led = alike(claims);
  const sorted = (led.length === claims.length ? led : claims).toSorted(byProcess);
  const owners = ownersOf(sorted);
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const held = new Map(
    sorted.map(({ member }) => [
      member,
      all.filter((partition) => owners.get(partition) === member),
    ]),
  );
  // Those who hold most may keep one more, where it does not come out even.
  const byHeld = sorted
    .map(({ member }) => member)
    .toSorted((a, b) => (held.get(b)?.length ?? 0) - (held.get(a)?.length ?? 0));
  const each = Math.floor(partitions / claims.length);
  const more = partitions % claims.length;
  const given = new Map(
    byHeld.map((member, at) => [
      member,
      (held.get(member) ?? []).slice(0, each + (at < more ? 1 : 0)),
    ]),
  );
  const kept = new Set([...given.values()].flat());
  const free = all.filter((partition) => !kept.has(partition));
  for (const [at, member] of byHeld.entries()) {
    const own = given.get(member) ?? [];
    own.push(...free.splice(0, each + (at < more ? 1 : 0) - own.length));
  }
  return given;
};
