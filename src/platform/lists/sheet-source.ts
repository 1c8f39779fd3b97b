import { Injectable } from '@nestjs/common';
import type { SheetReader } from './sheet-reader.js';
import { XlsxReader } from './workbook/xlsx-reader.js';

/** Which reader reads uploaded lists. */
@Injectable()
export class SheetSource {
  readonly reader: SheetReader = new XlsxReader();
}
