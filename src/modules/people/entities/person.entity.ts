import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A person, once for all branches. */
@Entity('people')
export class PersonEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'id_type' })
  idType!: string;

  /** Sealed. */
  @Column('bytea', { name: 'id_number' })
  idNumber!: Buffer;

  /** Keyed hash, unique. */
  @Column('bytea', { name: 'id_number_index' })
  idNumberIndex!: Buffer;

  @Column('text')
  sex!: string;

  @Column('date', { name: 'birth_date' })
  birthDate!: string;

  /** Sealed. */
  @Column('bytea', { nullable: true })
  mobile!: Buffer | null;

  @Column('bytea', { name: 'mobile_index', nullable: true })
  mobileIndex!: Buffer | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('uuid', { name: 'merged_into', nullable: true })
  mergedInto!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
