import { exporting, recordChanges, type ServiceManifest } from '@throughline/service-kit';
import { ActivityResolver } from './activity/activity.resolver.js';
import { activities as activityView } from './activity/activity.view.js';
import { BulkEditResolver, bulkEdits } from './bulk-edit/bulk-edit.resolver.js';
import { FavouritesResolver } from './desk/favourites.resolver.js';
import { SavedViewResolver } from './desk/saved-view.resolver.js';
import { savedViews } from './desk/saved-view.view.js';
import { ImportResolver, imports } from './import/import.resolver.js';
import { LiveResolver } from './live/live.resolver.js';
import { Live } from './live/live.js';
import { PresenceBoard } from './live/presence.js';
import { NotificationResolver } from './notification/notification.resolver.js';
import { news } from './notification/news.view.js';
import { inboxes, notifications } from './notification/notification.view.js';
import { records } from './record/record.view.js';
import { Registry } from './record/registry.js';
import { SearchBox } from './search/search-box.js';
import { SearchResolver } from './search/search.resolver.js';
import {
  ActivitiesSettingsResolver,
  TaskEscalationChangeResolver,
  TaskEscalationResolver,
} from './settings/activities-settings.resolver.js';
import { escalationChanges } from './settings/escalation-change.view.js';
import { DueTasks } from './task/due-tasks.js';
import { followUpTask } from './task/follow-up.policy.js';
import { onboardingTask } from './task/onboarding.policy.js';
import { recordTasks, TaskResolver } from './task/task.resolver.js';
import { taskSource } from './task/task.source.js';
import { tasks } from './task/task.view.js';
import { employments } from './timeline/employment.view.js';
import { links } from './timeline/link.view.js';
import { LoggedResolver } from './timeline/logged.resolver.js';
import { recordTimelines, TimelineResolver } from './timeline/timeline.resolver.js';
import { timeline } from './timeline/timeline.view.js';

/** What people do together: tasks, calls and notes, what they are told, and every record's history and the search box over all departments. */
export const activities: ServiceManifest = {
  name: 'activities',
  schema: new URL('../', import.meta.url),
  views: [
    tasks,
    activityView,
    records,
    links,
    employments,
    timeline,
    notifications,
    news,
    inboxes,
    imports,
    savedViews,
    escalationChanges,
    ...bulkEdits.views,
  ],
  policies: [followUpTask, onboardingTask, ...bulkEdits.policies],
  resolvers: [
    TaskResolver,
    ...recordTasks,
    ActivityResolver,
    TimelineResolver,
    ...recordTimelines,
    LoggedResolver,
    SearchResolver,
    NotificationResolver,
    ImportResolver,
    BulkEditResolver,
    ...bulkEdits.resolvers,
    SavedViewResolver,
    FavouritesResolver,
    LiveResolver,
    ActivitiesSettingsResolver,
    TaskEscalationResolver,
    TaskEscalationChangeResolver,
    ...recordChanges({ Task: taskSource }),
  ],
  controllers: [exporting({ tasks: taskSource })],
  providers: [Registry, DueTasks, SearchBox, Live, PresenceBoard, ...bulkEdits.providers],
};
