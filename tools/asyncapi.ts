/** Prints docs/asyncapi.yaml. */
import { asyncApiText } from './asyncapi-text.js';

process.stdout.write(asyncApiText(process.cwd()));
