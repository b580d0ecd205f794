import type { FieldComplaint, FieldError } from '#http';

const form = /^(?:[^:]+: )?expected (.+)$/su;

/** What a detail says of a field: the form that it names, where it names one. */
export const complaintOf = (field: string, detail: string): FieldError | FieldComplaint => {
  const [, expected] = form.exec(detail) ?? [];
  return expected === undefined ? { field, detail } : { field, expected };
};
