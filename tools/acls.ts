/** Prints docs/kafka-acls.sh. */
import { aclsText } from './acls-text.js';

process.stdout.write(aclsText());
