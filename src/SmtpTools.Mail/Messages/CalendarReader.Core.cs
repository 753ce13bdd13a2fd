using Ical.Net;
using Ical.Net.CalendarComponents;

namespace SmtpTools.Messages;

/// <summary>Has Ical.Net read an iCalendar object, so that what mail programs would not understand is refused.</summary>
internal static class CalendarReader
{
    private const string Parameter = CalendarText.Parameter;

    /// <summary>The METHOD of an object; null for none.</summary>
    /// <exception cref="ArgumentException">It can't be read, or lacks what its method needs (RFC 5546 3).</exception>
    public static string? MethodOf(string text)
    {
        var calendars = Load(text);
        if (calendars.Count != 1)
        {
            throw TextRules.Refusal(Parameter, $"{Parameter} must hold one iCalendar object (BEGIN:VCALENDAR ... END:VCALENDAR); it holds {calendars.Count} (RFC 5545 3.4).");
        }

        var calendar = calendars[0];
        var components = calendar.UniqueComponents.OfType<RecurringComponent>().ToList();
        if (components.Count == 0 && !calendar.UniqueComponents.Any())
        {
            throw TextRules.Refusal(Parameter, $"{Parameter} holds no event, to-do, journal entry or free/busy time (RFC 5545 3.6).");
        }

        foreach (var component in components)
        {
            CheckComponent(component, calendar.Method?.Trim().ToUpperInvariant());
        }

        return calendar.Method;
    }

    // What an invitation, its answer and its cancellation have to name, each (RFC 5546 3); without it there are no buttons to press.
    private static void CheckComponent(RecurringComponent component, string? method)
    {
        Demand(!string.IsNullOrWhiteSpace(component.Uid), "UID");
        Demand(method == "PUBLISH" || component.Organizer is not null, "ORGANIZER");
        Demand(method is not ("REQUEST" or "REPLY" or "COUNTER") || component.Attendees.Count > 0, "ATTENDEE");

        void Demand(bool isThere, string property)
        {
            if (!isThere)
            {
                throw TextRules.Refusal(Parameter, $"{Parameter}: its {component.Name} has no {property}, which METHOD:{method} needs (RFC 5546 3).");
            }
        }
    }

    private static CalendarCollection Load(string text)
    {
        try
        {
            return CalendarCollection.Load(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Ical.Net has no exception of its own: formats, arguments and casts all mean that it can't be read.
            throw TextRules.Refusal(Parameter, $"{Parameter} is no iCalendar object that can be read (RFC 5545): {e.Message}", e);
        }
    }
}
