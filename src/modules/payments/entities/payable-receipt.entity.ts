import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed receipt that was uploaded for one payable. */
@Entity('payable_receipts')
export class PayableReceiptEntity {
  @PrimaryColumn({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @Column({ name: 'payable_id', type: 'uuid' })
  payableId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
