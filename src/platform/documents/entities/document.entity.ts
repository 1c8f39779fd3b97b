import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A stored document; its content stands in the file store under `storageKey`. */
@Entity('documents')
export class DocumentEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  /** Keyed hash of the content. */
  @Column('bytea', { name: 'content_hash' })
  contentHash!: Buffer;

  @Column('text', { name: 'storage_key' })
  storageKey!: string;

  @Column('text', { name: 'content_type' })
  contentType!: string;

  @Column('bigint', { name: 'size_bytes' })
  sizeBytes!: string;

  /** Sealed. */
  @Column('bytea', { name: 'file_name' })
  fileName!: Buffer;

  @Column('uuid', { name: 'uploaded_by' })
  uploadedBy!: string;

  @Column('date', { name: 'uploaded_on' })
  uploadedOn!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
