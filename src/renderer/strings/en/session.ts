import type { CommandResponse } from '../../../shared/contract.ts';
import { english } from '../count.ts';

type Shown = CommandResponse<'sessions.show'>;
type TaskStatus = Shown['memory']['tasks'][number]['status'];
type Revision = Shown['places'][number]['revision'];
type How = CommandResponse<'sessions.resume'>['how'];

const taskStatus: Record<TaskStatus, string> = {
  pending: 'Open',
  in_progress: 'In progress',
  completed: 'Done',
  blocked: 'Blocked',
};

const revision: Record<Revision, string> = {
  same: 'The same version as here',
  newer: 'A newer version than here',
  older: 'An older version than here',
  other: 'A version of its own',
  unread: 'Not opened yet',
};

const how: Record<How, string> = {
  restored: 'The conversation is put back on this computer, and the agent can go on with it.',
  'already-here': 'The conversation is already on this computer. Nothing has to be fetched or written.',
  forked:
    'Another version of this conversation is on this computer already. It stays as it is; this one is put beside it under an id of its own.',
};

export const session = {
  loading: 'Opening the session …',
  tabs: 'Parts of the session',
  tab: { summary: 'Summary', conversation: 'Conversation', files: 'Files', places: 'Where it is' },
  filesTab: (count: number) => `Files (${count})`,
  by: (agent: string, project: string) => (project === '' ? agent : `${agent} in ${project}`),
  unknownAgent: 'Unknown agent',
  projectOf: (name: string) => `Project ${name}`,

  resume: 'Resume on this computer',
  notResumable: 'Its conversation is not kept, so the agent cannot go on with it.',
  copyId: 'Copy id',
  idCopied: 'The id is copied.',
  exportAs: {
    markdown: 'Export as Markdown, to read',
    json: 'Export as JSON, for programs',
    jsonl: 'Export as JSONL, the agent’s own file',
  },
  exported: (path: string) => `Exported to ${path}`,
  openProject: 'Open the project’s folder',
  more: 'More',
  delete: 'Delete everywhere',
  deleteTitle: 'Delete this session everywhere?',
  deleteWhat: (devices: number) =>
    `It disappears from this computer’s list and from the bucket${devices > 1 ? `, on all ${devices} devices that keep it` : ''}. The agent’s own files are not touched.`,
  deleteUndo: 'You can bring it back for 30 days: at once by Undo, later from “Recently deleted”.',
  deleted: 'The session is deleted.',
  undo: 'Undo',
  undeleted: 'The session is back.',
  undoFailed: 'The session could not be brought back.',

  expires: (when: string) => `The agent deletes this conversation ${when}, and it is not in the bucket yet`,
  expiresHint: 'Sync now keeps it safe.',
  syncNow: 'Sync now',
  conflict: 'This session has two versions',
  conflictHint: 'Both are kept until you decide.',
  decide: 'Compare and decide',

  description: 'Description',
  tasks: 'Tasks',
  tasksDone: (done: number, all: number) => `${done} of ${all} done`,
  taskStatus,
  nextSteps: 'Next steps',
  keyDecisions: 'Decisions',
  blockers: 'What was in the way',
  lastMessages: 'The last messages',
  lastUser: 'You',
  lastAssistant: 'Agent',
  tags: 'Tags',
  metrics: 'In numbers',
  started: 'Started',
  ended: 'Last active',
  duration: 'Time worked',
  messages: 'Messages',
  toolCalls: 'Tool calls',
  tokens: 'Tokens',
  files: 'Files touched',
  id: 'Session id',
  nothing: 'Nothing was noted in this session.',

  filesCreated: 'Created',
  filesModified: 'Changed',
  filesDeleted: 'Deleted',
  noFiles: 'This session touched no files, as far as is known.',
  moreFiles: (count: number) => `Show ${english(count, 'more file')}`,

  placesHint: 'Each device keeps its own encrypted copy in the bucket.',
  here: 'This computer',
  thisDevice: 'this device',
  notInBucket: 'It is in no bucket yet: only this computer has it.',
  keptHere: 'It is only on this computer, by your choice.',
  uploaded: (when: string, bytes: string) => `uploaded ${when}, ${bytes}`,
  revision,
  edits: (count: number) => english(count, 'edit'),
  revisions: 'Versions seen',
  revisionsHint: 'How often each device has changed this session.',
  conversationTitle: 'The whole conversation',
  conversationFiles: (files: number, bytes: string) => `${english(files, 'file')}, ${bytes}`,
  conversationWhere: {
    both: 'on this computer and in the bucket',
    here: 'on this computer only; not in the bucket yet',
    bucket: 'in the bucket; fetched when it is needed',
    nowhere: 'not complete anywhere',
  },
  noConversation: 'Not kept: only the summary is there.',
  keep: 'Keep this session on this device only',
  keepHint: 'It is not uploaded any more. If this computer is lost, nobody can bring it back.',
  keepByProject: 'Its whole project is kept on this device only.',
  toProject: 'Change that for the project',
  keepNotHere: 'Its memory is not on this computer.',
  kept: 'This session is kept on this device only.',
  shared: 'This session takes part in sync again.',
  stillInBucket: (count: number) =>
    `${english(count, 'copy stays', 'copies stay')} in the bucket until deleted there.`,

  resumeTitle: 'Resume on this computer',
  resumeChecking: 'Looking what has to be done …',
  resumeFetching: 'Fetching the conversation …',
  resumePlan: 'What will happen',
  how,
  resumeFolder: 'Folder of the project',
  resumeFiles: 'To be written',
  resumeAmount: (files: number, bytes: string) => `${english(files, 'file')}, ${bytes}`,
  resumeNothing: 'nothing',
  resumeGo: 'Make it ready',
  resumeShow: 'Show the command',
  resumeOther: 'Another folder …',
  resumeChoose: 'Choose the folder …',
  resumeReady: 'Ready',
  resumeReadyHint: 'Open a terminal in this folder and type the command.',
  resumeCommand: 'Command',
  resumeDone: 'Done',
  resumeAgain: 'Check again',
};
