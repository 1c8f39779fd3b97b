import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who has read a document, and when. Append-only. */
@Entity('document_downloads')
export class DocumentDownloadEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column('uuid', { name: 'document_id' })
  documentId!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('timestamptz', { name: 'business_time' })
  businessTime!: Date;

  @Column('timestamptz', { name: 'real_time', default: () => 'clock_timestamp()' })
  realTime!: Date;
}
