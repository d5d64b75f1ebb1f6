import t from 'tap';
import { interruptedOn } from '../ftp/interruption/interrupted.ts';

interruptedOn(t, ['openssh']);
