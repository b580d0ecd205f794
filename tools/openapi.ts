/** Prints docs/openapi.yaml. */
import { openApiText } from './openapi-text.js';

process.stdout.write(await openApiText());
