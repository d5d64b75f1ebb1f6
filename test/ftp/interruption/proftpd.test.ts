import t from 'tap';
import { interruptedOn } from './interrupted.ts';

interruptedOn(t, ['proftpd']);
