import { Inject, Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';

/** Seals, opens and indexes the sensitive columns of this module's tables. */
@Injectable()
export class PersonCipher {
  constructor(@Inject(FieldCipher) private readonly cipher: FieldCipher) {}

  idNumberIndex(normalized: string): Buffer {
    return this.cipher.blindIndex('people.id_number', normalized);
  }

  mobileIndex(normalized: string): Buffer {
    return this.cipher.blindIndex('people.mobile', normalized);
  }

  /** The one index of account numbers, whichever table they stand in. */
  accountIndex(normalized: string): Buffer {
    return this.cipher.blindIndex('bank_account', normalized);
  }

  sealIdNumber(personId: string, number: string): Buffer {
    return this.cipher.seal({ table: 'people', column: 'id_number', rowId: personId }, number);
  }

  openIdNumber(personId: string, sealed: Buffer): string {
    return this.cipher.open({ table: 'people', column: 'id_number', rowId: personId }, sealed);
  }

  sealMobile(personId: string, mobile: string): Buffer {
    return this.cipher.seal({ table: 'people', column: 'mobile', rowId: personId }, mobile);
  }

  openMobile(personId: string, sealed: Buffer): string {
    return this.cipher.open({ table: 'people', column: 'mobile', rowId: personId }, sealed);
  }

  sealNotice(noticeId: string, note: string): Buffer {
    return this.cipher.seal({ table: 'branch_notices', column: 'note', rowId: noticeId }, note);
  }

  openNotice(noticeId: string, sealed: Buffer): string {
    return this.cipher.open({ table: 'branch_notices', column: 'note', rowId: noticeId }, sealed);
  }

  sealAccount(accountRowId: string, number: string): Buffer {
    return this.cipher.seal({ table: 'bank_accounts', column: 'account_number', rowId: accountRowId }, number);
  }

  openAccount(accountRowId: string, sealed: Buffer): string {
    return this.cipher.open({ table: 'bank_accounts', column: 'account_number', rowId: accountRowId }, sealed);
  }
}
