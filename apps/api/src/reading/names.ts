import type { PipeTransform } from '@nestjs/common';
import { readText } from '#contracts';
import type { TextName } from '#contracts';
import { fieldProblem, shown } from '#http';

/** A name as the path gives it, in its one spelling; its slashes are percent-encoded. */
export class NamePipe implements PipeTransform<string, string> {
  constructor(
    private readonly field: string,
    private readonly form: TextName,
  ) {}

  transform(given: string): string {
    const { text, expected } = readText(this.form, given);
    if (text !== undefined) return text;
    throw fieldProblem('parameter_invalid', { field: this.field, expected, got: shown(given) });
  }
}
