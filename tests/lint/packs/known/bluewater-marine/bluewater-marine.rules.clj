;; Bluewater Marine Finance. Season runs April to September.

(defrule survey-for-big-boats
  "A marine survey is on file for every boat financed at $75,000 or more."
  :when (>= setup-loan-amount 75000M)
  :then [(checklist/check {:checklist "Marine" :items ["Survey"]}) (loan/set {:add-portfolios ["Big Boats"]})]
  :once :never-again)

(defrule insurance-about-to-lapse
  "Hull insurance runs out within three weeks."
  :when (and (= loan-status "Open")
             (some? insurance-end-date)
             (<= (u/date-compare insurance-end-date current-date) 21)
             (>= (u/date-compare insurance-end-date current-date) 0))
  :then [(checklist/check {:checklist "Marine" :items ["Insurance letter"]})])

(defrule insurance-lapsed
  "Hull insurance ended more than five days ago."
  :when (and (some? insurance-end-date) (> (u/date-compare current-date insurance-end-date) 5))
  :then [(loan/set {:add-portfolios ["Insurance Lapse"]})])

(defrule first-call
  "Between 6 and 20 days late the dock manager calls."
  :when (and (= loan-status "Open") (>= status-days-past-due 6) (<= status-days-past-due 20))
  :then [(checklist/check {:checklist "Marine" :items ["Call"]})])

(defrule dock-watch
  "Past 20 days the marina is asked to keep an eye on the boat."
  :when (and (= loan-status "Open") (> status-days-past-due 20))
  :then [(loan/set {:add-portfolios ["Dock Watch"]})])

(defrule off-dock-watch
  "The watch ends once the borrower is back to ten days or less."
  :when (and (= true (-> portfolio :31 :active)) (<= status-days-past-due 10))
  :then [(loan/set {:remove-portfolios ["Dock Watch"]})])

(defrule collections-desk
  :when (and (= loan-status "Open") (>= status-days-past-due 40) (> status-amount-due 150M))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule seize
  "Seizure: 80 days or more, nothing received in over 50 days, and a payoff above $6,000; smaller boats are not worth the tow."
  :when (and (= loan-status "Open")
             (>= status-days-past-due 80)
             (or (nil? status-loan-recency) (> status-loan-recency 50))
             (> status-payoff 6000M))
  :then [(loan/set {:loan-sub-status "Seized" :repossession-date :current-date})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 80 :status-loan-recency 51 :status-payoff 9000M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 80 :status-loan-recency 51 :status-payoff 5000M} :fires false}])

(defrule winter-layup
  "From November borrowers less than 25 days behind may skip until spring."
  :when (and (= (u/month current-date) 11)
             (= (-> settings-custom-fields :40 :value) "1")
             (< status-days-past-due 25))
  :then [(loan/set {:loan-sub-status "Layup"}) (dpd/reset)]
  :once :while-true)

(defrule write-off-hull
  "Book the loss after 150 days."
  :when (and (= loan-status "Open") (> status-days-past-due 150) (> status-payoff 0M))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M}
                      :info "hull" :date :current-date})])

(defrule agency-for-deficiencies
  "Deficiencies of at least $900 go to the agency."
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 900M))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule agency-recall
  "Anything under $900 comes back."
  :when (and (= loan-sub-status "Charged Off") (< status-net-charge-off 900M))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule preferred-captain
  "Preferred: a year and a half on the books, no 30-day late on file, and not behind."
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 540) (< status-24-dpd-30 1) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Preferred"]})])

(defrule last-few-dollars
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 15M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M}
                      :info "few dollars" :date :current-date})])

(defnotification spring-launch
  "Wish borrowers a good season, if no payment is more than 9 days late."
  :when (and (= loan-status "Open") (= (u/month current-date) 4) (= (u/day-of-month current-date) 1) (<= status-days-past-due 9))
  :email {:to #{:customers} :from "dock@bluewater.example" :subject "Fair winds" :template "spring.html.j2"})
