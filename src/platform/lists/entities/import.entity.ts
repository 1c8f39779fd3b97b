import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One uploaded list on its way into the records. */
@Entity('imports')
export class ImportEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('text')
  kind!: string;

  @Column('uuid', { name: 'document_id' })
  documentId!: string;

  @Column('jsonb', { default: {} })
  options!: Record<string, string>;

  @Column('boolean', { name: 'dry_run', default: false })
  dryRun!: boolean;

  @Column('text')
  status!: string;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column('jsonb', { name: 'failure_details', nullable: true })
  failureDetails!: Record<string, unknown> | null;

  @Column('jsonb', { default: {} })
  progress!: Record<string, unknown>;

  @Column('integer', { name: 'rows_read', default: 0 })
  rowsRead!: number;

  @Column('integer', { name: 'rows_good', default: 0 })
  rowsGood!: number;

  @Column('integer', { name: 'rows_refused', default: 0 })
  rowsRefused!: number;

  @Column('integer', { name: 'rows_applied', default: 0 })
  rowsApplied!: number;

  @Column('integer', { name: 'rows_known', default: 0 })
  rowsKnown!: number;

  /** Where the kind's columns stand in the sheet, by column key. */
  @Column('jsonb', { default: {} })
  columns!: Record<string, { column: string; name: string }>;

  @Column('text', { name: 'unknown_columns', array: true, default: [] })
  unknownColumns!: string[];

  @Column('integer', { name: 'next_chunk', default: 0 })
  nextChunk!: number;

  @Column('uuid', { name: 'uploaded_by' })
  uploadedBy!: string;

  @Column('date', { name: 'uploaded_on' })
  uploadedOn!: string;

  @Column('integer', { default: 1 })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
