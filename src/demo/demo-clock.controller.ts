import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { DemoClock } from '../config/clocks.js';
import { Clock } from '../kernel/clock.js';
import { defineRefusals, Refused } from '../kernel/refusals.js';
import { Public } from '../platform/auth/access.js';
import { Documented } from '../platform/http/documented.js';
import { IsDate10 } from '../platform/http/fields.js';

export const demoClockRefusals = defineRefusals({
  'demo_clock.not_later': {
    kind: 'unprocessable',
    zh: '演示时钟只能向前拨，请给出晚于 {today} 的日期。',
    en: 'The demo clock moves forward only; give a date later than {today}.',
  },
});

export class DemoTime {
  @ApiProperty() today!: string;
  @ApiProperty() now!: string;
}

export class MoveDemoClock {
  /** Business time becomes 09:00 in the office on this date. */
  @IsDate10()
  date!: string;
}

/** The clock of the demo. These routes do not exist outside of it. */
@ApiTags('demo')
@Controller('demo-clock')
export class DemoClockController {
  constructor(private readonly clock: Clock) {}

  @Get()
  @Public()
  @Documented({
    summary: { zh: '演示时钟', en: 'The demo clock' },
    response: { status: 200, type: DemoTime, example: { today: '2011-01-04', now: '2011-01-04T01:00:00.000Z' } },
  })
  read(): DemoTime {
    return { today: this.clock.today(), now: this.clock.now().toISOString() };
  }

  @Post()
  @Public()
  @Documented({
    summary: { zh: '把演示时钟拨到以后的一天', en: 'Move the demo clock to a later day' },
    request: { example: { date: '2011-06-20' } },
    response: { status: 200, type: DemoTime, example: { today: '2011-06-20', now: '2011-06-20T01:00:00.000Z' } },
    refusals: ['demo_clock.not_later'],
  })
  move(@Body() body: MoveDemoClock): DemoTime {
    const moved = this.clock instanceof DemoClock && this.clock.moveTo(new Date(`${body.date}T01:00:00Z`));
    if (!moved) throw new Refused('demo_clock.not_later', { today: this.clock.today() });
    return this.read();
  }
}
