import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of an uploaded list, waiting to be applied, applied, or refused. */
@Entity('import_rows')
export class ImportRowEntity {
  @PrimaryColumn('uuid', { name: 'import_id' })
  importId!: string;

  @PrimaryColumn('integer', { name: 'row_number' })
  rowNumber!: number;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('text')
  state!: string;

  /** Its subject was registered in this branch before. */
  @Column('boolean', { default: false })
  known!: boolean;

  /** The values of a good row as sealed JSON; removed once it is applied. */
  @Column('bytea', { nullable: true })
  content!: Buffer | null;

  /** Keyed hash of what may stand only once in a file. */
  @Column('bytea', { name: 'key_index', nullable: true })
  keyIndex!: Buffer | null;

  /** Why it is refused, values masked. */
  @Column('jsonb', { default: [] })
  refusals!: unknown[];

  @Column('uuid', { name: 'result_id', nullable: true })
  resultId!: string | null;
}
