namespace KeySafety.Scanner.Reports;

/// <summary>One way to write a report down.</summary>
internal interface IReportFormat
{
    /// <summary>Writes the whole report, UTF-8 without a byte order mark.</summary>
    void Write(ScanReport report, Stream output);
}
