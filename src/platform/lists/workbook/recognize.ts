import { Refused } from '../../../kernel/refusals.js';
import { detectContainer } from '../../documents/content-type.js';
import type { FileSample } from '../../documents/file-sample.js';
import { isCompoundFile } from './xlsx-reader.js';

/**
 * Judges an upload by its content before it is stored.
 * @throws Refused `import.old_or_protected_workbook`, `import.not_a_workbook`
 */
export function refuseNoWorkbook(sample: FileSample): void {
  if (isCompoundFile(sample.head)) throw new Refused('import.old_or_protected_workbook');
  if (detectContainer(sample) !== 'xlsx') throw new Refused('import.not_a_workbook');
}
