import { Problem, problemType } from '#http';
import type { Answer } from '#runtime';
import { complaintOf } from './complaint.js';
import { refusedAs } from './refusals.js';

/** Says that a reference found no number: the last one that it met is another order's. */
const withoutNumber = 'numbers_exhausted';

/** A refusal as the log keeps it. */
export const refusalOf = ({
  code = 'refused',
  detail = code,
  field,
  fields,
  number,
}: Answer): Problem =>
  new Problem({
    type: problemType(code),
    ...refusedAs(code, field),
    detail,
    code,
    recorded: true,
    ...(field === undefined
      ? {}
      : {
          errors: (fields ?? [{ field, detail }]).map((each) =>
            complaintOf(each.field, each.detail),
          ),
        }),
    ...(number === undefined || code === withoutNumber ? {} : { omsNumber: number }),
  });
