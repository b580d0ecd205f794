/** How a row of status names the projectors of one service. */
export const projectorName = ({
  projections,
}: {
  readonly projections: readonly { readonly name: string }[];
}): string => projections.map(({ name }) => name).join(', ');
