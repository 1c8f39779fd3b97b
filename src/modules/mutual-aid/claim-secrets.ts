import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';

/** The columns of claims that only the application can read. */
interface SealedColumns {
  readonly claims: 'icd10_code' | 'operation_code' | 'diagnosis_text' | 'illness_match' | 'account_number' | 'contact_mobile' | 'contested_reason';
  readonly claim_findings: 'details';
  readonly claim_events: 'note';
}
type SealedTable = keyof SealedColumns;

/** Seals and opens what a claim says about health and money. */
@Injectable()
export class ClaimSecrets {
  constructor(private readonly cipher: FieldCipher) {}

  seal<Table extends SealedTable>(table: Table, column: SealedColumns[Table], rowId: string, text: string): Buffer {
    return this.cipher.seal({ table, column, rowId }, text);
  }

  /** As `seal`; nothing stays nothing. */
  sealOptional<Table extends SealedTable>(
    table: Table, column: SealedColumns[Table], rowId: string, text: string | null,
  ): Buffer | null {
    return text === null ? null : this.seal(table, column, rowId, text);
  }

  open<Table extends SealedTable>(table: Table, column: SealedColumns[Table], rowId: string, sealed: Buffer): string {
    return this.cipher.open({ table, column, rowId }, sealed);
  }

  /** As `open`; nothing stays nothing. */
  openOptional<Table extends SealedTable>(
    table: Table, column: SealedColumns[Table], rowId: string, sealed: Buffer | null,
  ): string | null {
    return sealed === null ? null : this.open(table, column, rowId, sealed);
  }

  /** The index of an account number; one for claims, payables and people's accounts, so that they compare. */
  accountIndex(accountNumber: string): Buffer {
    return this.cipher.blindIndex('bank_account', accountNumber);
  }

  /** The index of a contact's number, comparable with people's own. */
  mobileIndex(mobile: string | null): Buffer | null {
    return mobile === null ? null : this.cipher.blindIndex('people.mobile', mobile);
  }
}
