;;; Bluebonnet Home Loans (Texas). Procedure 6: delinquency; 7: escrow; 8: payoff.

(def jumbo-line 766550M)

(defrule proc-6-1
  "Friendly letter. Sent after the grace period (15 days) and before the loan is a month late."
  :when (and (= loan-status "Open") (> status-days-past-due 15) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "D" :items ["Friendly letter"]})])

(defrule proc-6-2
  "Single point of contact assigned no later than day 45."
  :when (and (= loan-status "Open") (>= status-days-past-due 30) (<= status-days-past-due 45))
  :then [(checklist/check {:checklist "D" :items ["SPOC"]})])

(defrule proc-6-3
  "Property inspection every month once delinquent for 45 days."
  :when (and (= loan-status "Open") (>= status-days-past-due 45))
  :then [(checklist/uncheck {:checklist "D" :items ["Inspection"]})])

(defrule proc-6-4
  "Repayment plan is available to borrowers who owe between one and three payments."
  :when (and (= "plan" (-> settings-custom-fields :1 :value))
             (>= status-amount-due setup-payment)
             (<= status-amount-due (* 3 setup-payment)))
  :then [(loan/set {:loan-sub-status "Repayment Plan"})])

(defrule proc-6-5
  "Plan kept: no past due amount."
  :when (and (= loan-sub-status "Repayment Plan") (<= status-amount-due 0M))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule proc-6-6
  "Plan broken: thirty days behind the plan."
  :when (and (= loan-sub-status "Repayment Plan") (> status-days-past-due 120))
  :then [(loan/set {:loan-sub-status "Foreclosure Review"})])

(defrule proc-6-7
  "Foreclosure review after more than 120 days."
  :when (and (= loan-status "Open") (> status-days-past-due 120) (not= loan-sub-status "Repayment Plan"))
  :then [(loan/set {:loan-sub-status "Foreclosure Review" :add-portfolios ["Foreclosure"]})]
  :examples [{:given {:loan-sub-status "Repaying" :status-days-past-due 121} :fires true}
             {:given {:loan-sub-status "Repaying" :status-days-past-due 120} :fires false}])

(defrule proc-6-8
  "A foreclosure is rescinded on reinstatement."
  :when (and (= true (-> portfolio :2 :active)) (< status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Foreclosure"]})])

(defrule proc-7-1
  "Escrow advance recovered: the bucket was short by $250 or more."
  :when (and (= loan-status "Open") (<= status-escrow-balance -250M))
  :then [(loan/set {:add-portfolios ["Escrow Shortage"]})])

(defrule proc-7-2
  "Shortage spread is complete when the bucket is positive again."
  :when (and (= true (-> portfolio :3 :active)) (>= status-escrow-balance 0M))
  :then [(loan/set {:remove-portfolios ["Escrow Shortage"]})])

(defrule proc-7-3
  "Flood zone: policies lapsing within 45 days."
  :when (and (= loan-status "Open") (some? insurance-end-date) (<= (u/date-compare insurance-end-date current-date) 45))
  :then [(checklist/uncheck {:checklist "D" :items ["Flood policy"]})])

(defrule proc-8-1
  "Jumbo."
  :when (> setup-loan-amount jumbo-line)
  :then [(loan/set {:add-portfolios ["Jumbo"]})])

(defrule proc-8-2
  "Curtailments of at least ten times the regular payment are offered a recast."
  :when (and (= loan-sub-status "Repaying") (>= last-payment-amount (* 10 setup-payment)) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Recast"]})])

(defrule proc-8-3
  "Cash-out customers keep their rate if they never missed by more than 15 days."
  :when (and (= loan-sub-status "Repaying") (<= status-days-past-due 15) (< status-24-dpd-30 1) (>= status-loan-age 730))
  :then [(loan/set {:add-portfolios ["Loyalty Rate"]})])

(defrule proc-8-4
  "Per diem differences at payoff, maximum $30."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 30M))
  :then [(credit/add {:type "Regular" :category "Per diem" :charge-off false :amount {:base :payoff :plus 0M} :info "8.4" :date :current-date})])

(defrule proc-8-5
  "Release of lien is ordered at a balance of zero."
  :when (and (= loan-sub-status "Pending Payoff") (<= status-payoff 0M))
  :then [(checklist/check {:checklist "D" :items ["Release"]}) (loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full"})])
