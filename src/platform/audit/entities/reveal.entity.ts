import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who has looked at unmasked data, and why. Append-only. */
@Entity('reveals')
export class RevealEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text', { name: 'subject_type' })
  subjectType!: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('text', { array: true })
  fields!: string[];

  @Column('text')
  reason!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('timestamptz', { name: 'business_time' })
  businessTime!: Date;

  @Column('timestamptz', { name: 'real_time', default: () => 'clock_timestamp()' })
  realTime!: Date;
}
