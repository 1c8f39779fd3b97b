import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Cards of one plan version for one group. */
@Entity('card_batches')
export class CardBatchEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'organization_id', type: 'uuid' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column({ name: 'plan_id', type: 'uuid' })
  planId!: string;

  @Column({ name: 'plan_version_id', type: 'uuid' })
  planVersionId!: string;

  @Column({ name: 'name_zh', type: 'text' })
  nameZh!: string;

  @Column({ name: 'occupation_group', type: 'text', nullable: true })
  occupationGroup!: string | null;

  @Column({ type: 'boolean' })
  gifted!: boolean;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ type: 'text', default: 'open' })
  status!: string;

  @Column({ name: 'created_by', type: 'uuid' })
  createdBy!: string;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
